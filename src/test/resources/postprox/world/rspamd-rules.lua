-- What the rspamd of the tests does with a message, by a word of its subject.
local hash = require 'rspamd_cryptobox_hash'

local function subject(task)
  return task:get_header('Subject') or ''
end

local function rule(word, score, act)
  rspamd_config:register_symbol({
    name = 'TEST_' .. word:upper(),
    type = 'normal',
    score = score,
    callback = function(task)
      if not subject(task):find(word, 1, true) then
        return false
      end
      if act then act(task) end
      return true
    end,
  })
end

local function reply(block)
  return function(task) task:set_milter_reply(block) end
end

rule('marked', 6)
rule('rewritten', 8)
rule('liked', 4)
rule('unwanted', 20)
rule('later', 0, function(task) task:set_pre_result('soft reject', 'Come back later') end)
rule('owncode', 0, function(task) task:set_pre_result('reject', '550 5.7.9 own words') end)
rule('aside', 0, function(task) task:set_pre_result('quarantine', 'Look at it') end)
rule('gone', 0, function(task) task:set_pre_result('discard', 'Gone') end)
rule('observed', 20, reply({ no_action = true }))
rule('vanishes', 20, reply({ reject = 'discard' }))
rule('junk', 6, reply({ spam_header = { ['X-Junk'] = 'yes' } }))
rule('envelope', 0, reply({ add_rcpt = { 'a@b.example' } }))
rule('empty', 0, reply({ remove_headers = {}, add_headers = {} }))
rule('removes', 0, reply({
  remove_headers = { ['X-All'] = 0, ['X-Second'] = 2, ['X-Last'] = -1, ['X-Many'] = { 1, 3 } },
}))
rule('tops', 0, reply({ add_headers = { ['X-Top'] = { value = 'top', order = 0 } } }))
rule('seconds', 0, reply({ add_headers = { ['X-Under'] = { value = 'under', order = 1 } } }))
rule('ends', 0, reply({ add_headers = { ['X-End'] = { value = 'one\r\n\ttwo\r\n', order = -1 } } }))
rule('nearly', 0, reply({ add_headers = { ['X-Nearly'] = { value = 'nearly', order = -2 } } }))
rule('copies', 0, function(task) task:set_milter_reply({ add_headers = { ['X-Copy'] = subject(task) } }) end)
rule('newbody', 0, function(task)
  task:set_message((tostring(task:get_content()):gsub('secret', 'public')))
  task:set_milter_reply({ add_headers = { ['X-New'] = 'body' } })
end)
rule('signed', 0, function(task)
  rspamd_plugins.dkim.sign(task, { domain = 'example.org', selector = 'test', key = rspamd_test_key })
end)
rule('busy', 0, function()
  local stop = os.time() + 4
  while os.time() < stop do end
end)
-- The parent of the shell is the worker.
rule('poison', 0, function() os.execute('kill -9 $PPID') end)
rule('facts', 0, function(task)
  local from = task:get_from('smtp') or {}
  local rcpts = task:get_recipients('smtp') or {}
  local function addr(entry) return entry and entry.addr or 'none' end
  local function header(name) return tostring(task:get_request_header(name) or 'none') end
  task:set_milter_reply({ add_headers = { ['X-Facts'] = table.concat({
    'from=' .. addr(from[1]),
    'rcpts=' .. #rcpts,
    'first=' .. addr(rcpts[1]),
    'last=' .. addr(rcpts[#rcpts]),
    'ip=' .. tostring(task:get_from_ip()),
    'helo=' .. (task:get_helo() or 'none'),
    'host=' .. (task:get_hostname() or 'none'),
    'queue=' .. (task:get_queue_id() or 'none'),
    'user=' .. (task:get_user() or 'none'),
    'to=' .. header('Deliver-To'),
    'mta=' .. header('MTA-Name'),
  }, ' ') } })
end)
-- What it saw of the message, whatever its subject is.
rspamd_config:register_symbol({
  name = 'SEEN',
  type = 'normal',
  score = 0,
  callback = function(task)
    if (task:get_request_header('Helo') or ''):find('digest') then
      task:set_pre_result('reject', hash.create_specific('sha256', task:get_content()):hex())
    end
    return false
  end,
})
